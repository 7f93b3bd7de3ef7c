/** What we use of yauzl 3, which ships no types. */
declare module 'yauzl' {
  import type { EventEmitter } from 'node:events'

  export interface Entry {
    readonly fileName: string
    readonly compressedSize: number
    readonly uncompressedSize: number
  }

  export interface ZipFile extends EventEmitter {
    readEntry(): void
    close(): void
  }

  export function fromBuffer(
    bytes: Buffer,
    options: { readonly lazyEntries: boolean; readonly validateEntrySizes: boolean },
    done: (error: Error | null, zip: ZipFile) => void,
  ): void
}
