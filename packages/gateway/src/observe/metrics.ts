import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the gauges ask when they are scraped. */
export interface Observed {
  readonly waitingCalls: () => number
  readonly links: () => Iterable<{ readonly peer: string; readonly ready: boolean; readonly owedMs: number }>
  /** Agreements of the own state that end soon and are not renewed; `until` is Unix ms. */
  readonly ending: () => Iterable<{ readonly id: string; readonly until: number }>
  readonly directory: () => { readonly number: number; readonly expires: number; readonly mode: string }
  readonly silentResponders: () => number
  readonly revocations: () => number
}

/** Metrics in the Prometheus text format. Labels are few and of bounded number: services and peers that the directory knows. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #exchanges: Counter<'service' | 'outcome'>
  readonly #seconds: Histogram
  readonly #alarms: Counter<'name'>
  readonly #flushes: Counter
  readonly #batches: Counter

  constructor(observed: Observed) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    this.#exchanges = new Counter({
      name: 'rabt_exchanges_total',
      help: 'Calls ended at the consumer’s edge.',
      labelNames: ['service', 'outcome'],
      registers,
    })
    this.#seconds = new Histogram({
      name: 'rabt_exchange_seconds',
      help: 'Time from a call’s arrival to its answer at the consumer’s edge.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    })
    this.#alarms = new Counter({ name: 'rabt_alarms_total', help: 'Alarms by name.', labelNames: ['name'], registers })
    this.#flushes = new Counter({ name: 'rabt_journal_flushes_total', help: 'Commits of the journal.', registers })
    this.#batches = new Counter({
      name: 'rabt_journal_batches_total',
      help: 'Batches committed, both directions.',
      registers,
    })
    new Gauge({
      name: 'rabt_waiting_calls',
      help: 'Calls that wait for an answer.',
      registers,
      collect() {
        this.set(observed.waitingCalls())
      },
    })
    new Gauge({
      name: 'rabt_link_ready',
      help: '1: requests can go to this gateway.',
      labelNames: ['peer'],
      registers,
      collect() {
        this.reset()
        for (const link of observed.links()) this.set({ peer: link.peer }, link.ready ? 1 : 0)
      },
    })
    new Gauge({
      name: 'rabt_receipt_owed_seconds',
      help: 'Age of the oldest batch that the peer has not receipted.',
      labelNames: ['peer'],
      registers,
      collect() {
        this.reset()
        for (const link of observed.links()) this.set({ peer: link.peer }, link.owedMs / 1000)
      },
    })
    new Gauge({
      name: 'rabt_agreement_ends_timestamp_seconds',
      help: 'When an agreement ends that does within 30 days and that none takes over from.',
      labelNames: ['agreement'],
      registers,
      collect() {
        this.reset()
        for (const { id, until } of observed.ending()) this.set({ agreement: id }, until / 1000)
      },
    })
    new Gauge({
      name: 'rabt_directory_version',
      help: 'Directory version in use.',
      registers,
      collect() {
        this.set(observed.directory().number)
      },
    })
    new Gauge({
      name: 'rabt_directory_expires_timestamp_seconds',
      help: 'When the directory’s top-level metadata expires.',
      labelNames: ['mode'],
      registers,
      collect() {
        this.reset()
        const { expires, mode } = observed.directory()
        this.set({ mode }, expires / 1000)
      },
    })
    new Gauge({
      name: 'rabt_ocsp_responders_silent',
      help: 'OCSP responders that gave no answer when they were last asked.',
      registers,
      collect() {
        this.set(observed.silentResponders())
      },
    })
    new Gauge({
      name: 'rabt_revocations_in_force',
      help: 'Signed revocations that the directory does not account for yet.',
      registers,
      collect() {
        this.set(observed.revocations())
      },
    })
  }

  exchange(observed: { readonly outcome: string | null; readonly ms: number; readonly service: string | null }): void {
    this.#exchanges.inc({ service: observed.service ?? 'unknown', outcome: observed.outcome ?? 'answered' })
    this.#seconds.observe(observed.ms / 1000)
  }

  alarm(name: string): void {
    this.#alarms.inc({ name })
  }

  flush(batches: number): void {
    this.#flushes.inc()
    this.#batches.inc(batches)
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
