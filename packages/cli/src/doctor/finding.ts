import type { Text } from '../text/text.ts'

/** `ok` nothing to do; `warning` act soon; `failure` something does not work. */
export type Level = 'ok' | 'warning' | 'failure'

/** What one check found. `act` says who must do what; absent when nothing is to be done. */
export interface Finding {
  readonly check: string
  readonly level: Level
  readonly text: Text
  readonly act?: Text
}

export const START: Text = { en: 'start the network: npm start', ar: 'شغّل الشبكة: npm start' }

export const RESTART: Text = {
  en: 'stop the network with Ctrl-C and start it again: npm start renews what is old',
  ar: 'أوقف الشبكة بـ Ctrl-C ثم شغّلها: يجدد npm start كل قديم',
}
