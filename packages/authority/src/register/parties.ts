import { type AgreementText, ORGANISATION } from '@rabt/directory'

/** Whether a state is asked to accept a text: it is named by a party of its own, or a group of the federation is. */
export function isParty({ consumer, provider }: Pick<AgreementText, 'consumer' | 'provider'>, code: string): boolean {
  const parties = [
    'group' in consumer ? consumer.group : consumer.subsystem,
    'group' in provider ? provider.group : provider.service,
  ]
  const groups = [consumer, provider].flatMap((party) => ('group' in party ? [party.group] : []))
  return (
    parties.some((party) => party.startsWith(`${code}/`)) ||
    groups.some((group) => group.startsWith(`${ORGANISATION}/`))
  )
}
