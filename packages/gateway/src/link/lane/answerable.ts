import { type Entry, KIND, type Refusal } from '@rabt/protocol'

/**
 * Which refusals of a batch that begins at index `first` are told to its sender. Spec link-log §5.2: "Controls, and a batch with nothing
 * decodable but controls, are never answered": else two gateways that refuse each other's words would go on for ever.
 */
export function answerable(
  refusals: readonly Refusal[],
  entries: readonly (Entry | null)[],
  first: number,
): readonly Refusal[] {
  if (!entries.some((entry) => entry !== null && !isControl(entry))) return []
  return refusals.filter(({ index }) => !isControl(entries[index - first]))
}

function isControl(entry: Entry | null | undefined): boolean {
  return entry?.kind === KIND.control
}
