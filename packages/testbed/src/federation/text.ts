/** Arabic is the source language, English the twin. */
export interface Text {
  readonly ar: string
  readonly en: string
}
