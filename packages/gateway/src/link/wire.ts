import type { Frame } from '@rabt/protocol'

/** One open connection of the link, authenticated. The shell owns the socket. */
export interface Wire {
  /** Encoded frame, sent as one binary message. */
  send(frame: Uint8Array): void
  /** Bytes handed to `send` that the network has not taken yet. */
  readonly buffered: number
  close(): void
}

/** Time for waits: a clock that nobody sets, unlike the kernel's, and timers that go by it. */
export interface Timers {
  /** Milliseconds since some moment. */
  now(): number
  after(ms: number, fn: () => void): { cancel(): void }
}

/** What both ends of a connection do with it. */
export interface Session {
  opened(wire: Wire): void
  frame(wire: Wire, frame: Frame): void
  closed(wire: Wire): void
}
