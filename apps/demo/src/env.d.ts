/** What the page is built with. By name, so that Vite puts in this and nothing else. */
interface ImportMetaEnv {
  readonly VITE_OFFLINE?: string
}
