import { RabtError } from '@rabt/protocol'

/** A refusal of a change, with the reason in both languages. */
export const changeRefused = (en: string, ar: string): RabtError =>
  new RabtError('CHANGE_REFUSED', { reason: en, reasonAr: ar })
