import { workerUrl } from './workerUrl.ts'

/** Takes the service worker away, and what it has kept. For an app that wants no offline page any more. */
export async function forgetOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registrations = await navigator.serviceWorker.getRegistrations()
  const own = registrations.filter(({ active, waiting, installing }) =>
    [active, waiting, installing].some((worker) => worker?.scriptURL.endsWith(workerUrl) === true),
  )
  await Promise.all(own.map(async (registration) => await registration.unregister()))
  const names = (await caches.keys()).filter((name) => name.startsWith('millrace-demo-page-'))
  await Promise.all(names.map(async (name) => await caches.delete(name)))
}
