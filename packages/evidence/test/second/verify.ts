import { agreementOf } from './agreements.ts'
import { type Bundle, readBundle } from './bundle.ts'
import { same } from './cbor.ts'
import { directoryAsOf, followRoots, type View } from './directory.ts'
import { type Entry, KIND, type Version } from './entry.ts'
import { judgeItem } from './item.ts'
import { as, demand, Refused, refuse } from './refuse.ts'
import type { Root } from './tuf.ts'
import { demandAnswer, demandNotWithdrawn, demandOrder, demandReceipt, demandWitnesses } from './whole.ts'

/**
 * A verifier of evidence bundles written from docs/spec alone, with nothing of this project's code. If the bundle holds, it returns what it
 * found of the agreement (evidence.md §3); a refusal is a `Refused` with the code of evidence.md §2.
 */
export function verifySecond(file: Uint8Array, trustedRoot: Uint8Array | null, now: number): string {
  const bundle = readBundle(file)
  demand(trustedRoot !== null, 'NO_TRUSTED_ROOT', 'no root from outside')
  const directory = new Directory(bundle, Buffer.from(trustedRoot))
  const judged = bundle.items.map((item) => judgeItem(bundle, item, (entry) => directory.of(entry)))
  const views = directory.demandAllUsed()
  demandOrder(judged)
  const [request, ...answers] = judged
  for (const answer of answers) demandAnswer(request ?? answer, answer)
  const isAnswered = answers.some(({ entry }) => entry.kind === KIND.response)
  for (const one of judged) {
    const cosigned = { receipt: demandReceipt(bundle, one, views), witnesses: demandWitnesses(bundle, one, views) }
    if (one !== request || !isAnswered) demandNotWithdrawn(one, cosigned, views, now)
  }
  return request === undefined ? refuse('BUNDLE_FORMAT', 'no request') : agreementOf(request.view, request.entry)
}

/** Row 5: the versions of the bundle, each as of the entries that name it. */
class Directory {
  readonly #bundle: Bundle
  readonly #trustedRoot: Buffer
  #roots: readonly Root[] | null = null
  readonly #views = new Map<number, View>()
  constructor(bundle: Bundle, trustedRoot: Buffer) {
    this.#bundle = bundle
    this.#trustedRoot = trustedRoot
    for (const [n, { number }] of bundle.versions.entries())
      demand(n === 0 || number > (bundle.versions[n - 1]?.number ?? 0), 'BUNDLE_DIRECTORY', 'versions not ascending')
  }

  of({ directory: version, created }: Entry): View {
    return as('BUNDLE_DIRECTORY', () => {
      const { versions } = this.#bundle
      const held = versions.some(({ number, hash }) => number === version.number && same(hash, version.hash))
      demand(held, 'BUNDLE_DIRECTORY', 'version is not in the bundle')
      const view = this.#verify(version, created, version.number === versions.at(-1)?.number)
      this.#views.set(version.number, view)
      return view
    })
  }

  /** The newest version follows from all roots in the bundle, an older one from a beginning of them. */
  #verify(version: Version, time: number, isNewest: boolean): View {
    this.#roots ??= followRoots(this.#trustedRoot, this.#bundle.roots)
    let last = new Refused('BUNDLE_DIRECTORY', 'no root')
    for (const root of isNewest ? this.#roots.slice(-1) : [...this.#roots].reverse()) {
      try {
        const view = directoryAsOf(root, this.#bundle.files, version, time)
        demand(view.federation === this.#bundle.federation, 'BUNDLE_DIRECTORY', 'another federation')
        return view
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        last = error
      }
    }
    throw last
  }

  /** Row 11; the views by ascending version. */
  demandAllUsed(): readonly View[] {
    const { versions, files } = this.#bundle
    const views = versions.map(
      ({ number }) => this.#views.get(number) ?? refuse('BUNDLE_DIRECTORY', 'version not needed'),
    )
    for (const name of files.keys())
      demand(
        views.some(({ used }) => used.has(name)),
        'BUNDLE_DIRECTORY',
        `file not needed: ${name}`,
      )
    return views
  }
}
