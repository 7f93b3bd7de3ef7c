import { RabtError, sha256, uuid7 } from '@rabt/protocol'
import type { OutgoingCall } from '../../src/exchange.ts'
import type { ClientCall } from './actors.ts'
import type { Checks } from './checks.ts'
import { subsystemOfGateway } from './identities.ts'
import { LARGE_BYTES } from './large-blobs.ts'
import type { Machine } from './machine.ts'
import type { Prng } from './prng.ts'

/** PendingCalls looks every 50 ms; the store may be slow by some more before a call is even placed. */
const LATE_MS = 120

/** Callers and what they were told. The record is kept apart from both gateways. */
export class Clients {
  readonly #checks: Checks
  readonly #prng: Prng
  readonly calls: ClientCall[] = []
  readonly #firstOfKey = new Map<string, Uint8Array>()
  #count = 0

  constructor(checks: Checks, prng: Prng) {
    this.#checks = checks
    this.#prng = prng
  }

  /** Calls a service behind `to` from `machine`. `large`: with a body that travels apart. Null when no process listens. */
  call(machine: Machine, to: string, timeout: number, key: string | null = null, large = false): ClientCall | null {
    const run = machine.current()
    if (!run || run.paused) return null
    const number = ++this.#count
    const now = machine.clock()
    const id = uuid7(now, this.#prng.bytes(10))
    const text = `/r1/n?${key ?? number}`
    const asked: OutgoingCall = {
      consumer: subsystemOfGateway(machine.gateway),
      service: `${subsystemOfGateway(to)}/violations`,
      agreement: 'KW/2026/7',
      method: 'GET',
      gateway: to,
      head: Buffer.from(`GET ${text}\r\n`),
      body: large ? Buffer.alloc(LARGE_BYTES, number % 251) : null,
      headSalt: sha256(id),
      secrets: this.#prng.chance(0.2) ? [{ name: 'Cookie', value: Buffer.from('c') }] : [],
      deadline: now + timeout,
      id,
      created: now,
      idempotency: key === null ? null : { key, fingerprint: sha256(Buffer.from(text)) },
    }
    const call: ClientCall = {
      id,
      from: machine.gateway,
      to,
      key,
      head: asked.head,
      body: asked.body,
      run,
      until: machine.queue.now + timeout,
      disturbed: false,
      state: 'waiting',
      code: '',
      answeredId: null,
      status: 0,
    }
    this.calls.push(call)
    const hex = Buffer.from(id).toString('hex')
    this.#checks.calls.set(hex, call)
    this.#checks.note(`client ${run.name} calls ${to.slice(0, 2)} ${hex.slice(-6)}${key ? ` key ${key}` : ''}`)
    if (key !== null && !this.#firstOfKey.has(key)) this.#firstOfKey.set(key, id)
    run.link.call(asked).then(
      (answer) => {
        call.state = 'answered'
        call.status = answer.status
        this.#checks.note(`client ${hex.slice(-6)} answered ${answer.status}${answer.repeated ? ' again' : ''}`)
        if (!answer.repeated) this.#checks.answered(call, machine)
        if (
          !this.#checks.liars.has(to) &&
          !answer.repeated &&
          answer.outcome === null &&
          Buffer.compare(answer.body ?? new Uint8Array(), asked.body ?? asked.head) !== 0
        )
          this.#checks.violate('answer to another question', hex)
        this.#inTime(call, machine)
      },
      (error: unknown) => {
        call.code = error instanceof RabtError ? error.code : 'not typed'
        call.state = call.code === 'OUTCOME_UNKNOWN' ? 'unknown' : error instanceof RabtError ? 'refused' : 'failed'
        this.#checks.note(`client ${hex.slice(-6)} refused ${call.code}`)
        this.#checks.refused(call, error)
        this.#inTime(call, machine)
      },
    )
    return call
  }

  #inTime(call: ClientCall, machine: Machine): void {
    const late = machine.queue.now - call.until
    if (late > LATE_MS && !call.disturbed && !this.#checks.troubled.has(machine.gateway))
      this.#checks.violate('late', `${Buffer.from(call.id).toString('hex')} by ${late} ms`)
  }

  /** A gateway stood still. */
  disturb(gateway: string): void {
    for (const call of this.calls) if (call.from === gateway && call.state === 'waiting') call.disturbed = true
  }

  /** Calls that nobody will ever settle though their gateway lives on. */
  forgotten(now: number): ClientCall[] {
    return this.calls.filter((call) => call.state === 'waiting' && call.run.alive && now > call.until + LATE_MS)
  }
}
