import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Text } from '../federation/text.ts'
import { type Marked, pairOf, readMarked } from './read-marked.ts'

/** One public service as every state offers it; what differs by state is put in by make-services.ts. */
export interface ServiceType {
  readonly slug: string
  readonly title: Text
  readonly summary: Text
  readonly conditions: readonly Text[]
  /** What is peculiar to its procedure. */
  readonly step: Text | undefined
  /** Codes of papers.ts. */
  readonly papers: readonly string[]
  readonly output: Text
  readonly agency: string
  readonly sectors: readonly string[]
  readonly audiences: readonly string[]
  readonly lifeEvents: readonly string[]
  readonly businessEvents: readonly string[]
  readonly level: string
  /** In Saudi riyals; other states' fees follow from it. */
  readonly fee: number
  /** ISO 8601 duration. */
  readonly time: string
  /** Code of processes.ts. */
  readonly how: string
  /** Code of laws.ts. */
  readonly law: string
  readonly keywords: readonly Text[]
  /** `traffic/violations`: subsystem and service where it answers on the network. */
  readonly network: string | undefined
}

/**
 * Reads `services/*.txt`: one block a service. Marks: `#` slug, `=` title, `>` summary, `+` condition, `~` step of its own, `<` papers,
 * `*` output, `@` agency, sectors, then `key:value`, of which `words` is the last but `network`.
 */
export function readServiceTypes(): readonly ServiceType[] {
  return readdirSync(join(import.meta.dirname, 'services'))
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => readMarked('services', name))
    .map(typeOf)
}

function typeOf(block: Marked): ServiceType {
  const about = block.line('@')
  const [agency = '', sectors = ''] = about.split(' ')
  const setting = (key: string): string | undefined => new RegExp(` ${key}:(\\S+)`).exec(about)?.[1]
  const list = (key: string): readonly string[] => setting(key)?.split(',') ?? []
  const wanted = (key: string): string => {
    const value = setting(key)
    if (value === undefined) throw new SyntaxError(`${key} wanted of ${block.slug}`)
    return value
  }
  return {
    slug: block.slug,
    title: pairOf(block.line('=')),
    summary: pairOf(block.line('>')),
    conditions: block.lines('+').map(pairOf),
    step: block.lines('~').map(pairOf)[0],
    papers: block.line('<').split(' ').filter(Boolean),
    output: pairOf(block.line('*')),
    agency,
    sectors: sectors.split(','),
    audiences: list('for'),
    lifeEvents: list('life'),
    businessEvents: list('business'),
    level: wanted('level'),
    fee: Number(wanted('fee')),
    time: wanted('time'),
    how: wanted('how'),
    law: wanted('law'),
    keywords: words(about),
    network: setting('network'),
  }
}

/** `words:مخالفة,غرامة|fine,ticket`: pairs in order; the last English word serves for more Arabic ones. A word may have spaces. */
function words(about: string): readonly Text[] {
  const [arabic = '', english = ''] = (/ words:(.+?)(?: network:\S+)?$/.exec(about)?.[1] ?? '').split('|')
  const twins = english.split(',')
  return arabic.split(',').map((ar, at) => ({ ar, en: twins[at] ?? twins.at(-1) ?? ar }))
}
