/** What is looked at of a `SpeechSynthesisVoice`. */
export type Voice = Pick<SpeechSynthesisVoice, 'lang' | 'default' | 'localService'>

/**
 * The voice for a language. Browsers look for one by themselves, but not all of them find `de-DE` for `de`, and then speak
 * with whatever voice they have. One of the very tag comes first, then the browser's default, then one on the device.
 * @returns undefined where none speaks the language.
 */
export function voiceFor<V extends Voice>(lang: string, voices: readonly V[]): V | undefined {
  const wanted = tagOf(lang)
  const [language] = wanted.split('-')
  const fits = voices.filter((voice) => tagOf(voice.lang).split('-')[0] === language)
  return best(fits.filter((voice) => tagOf(voice.lang) === wanted)) ?? best(fits)
}

function best<V extends Voice>(voices: readonly V[]): V | undefined {
  return (
    voices.find((voice) => voice.default) ?? voices.find((voice) => voice.localService) ?? voices[0]
  )
}

/** Android writes `en_US`. */
function tagOf(lang: string): string {
  return lang.replaceAll('_', '-').toLowerCase()
}
