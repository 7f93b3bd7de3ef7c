import type { Language } from '@rabt/protocol'

/** What a command may touch of the world around it; passed in, so that tests hold it. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly language: Language
  /** Unix ms. */
  now(): number
  out(chunk: string | Uint8Array): void
  /** For people, beside the output. */
  note(line: string): void
  /** Everything on standard input. */
  input(): Promise<Uint8Array>
}
