import { directoryRepository, type RegistryContent, updateDocument } from '@rabt/directory'
import { openOfficers } from '../../src/index.ts'
import type { Code, Network } from './network.ts'

interface Targets {
  readonly signed: {
    readonly meta?: Readonly<Record<string, { readonly version: number }>>
    readonly targets?: Readonly<Record<string, { readonly hashes: { readonly sha256: string } }>>
  }
}

/** The state's online officer publishes one more subsystem, hosted by the state's gateway. @returns its withdrawal */
export async function publishSubsystem(network: Network, code: Code, id: string): Promise<() => Promise<void>> {
  const before = await readRegistry(network, code)
  const more = { id, name: { ar: 'اختبار', en: 'Test' }, gateways: [`${code}/GOV/EGOV/gw1`], groups: [] }
  await publishRegistry(network, code, { ...before, subsystems: [...before.subsystems, more] })
  return () => publishRegistry(network, code, before)
}

/** Signs a state's registry document and puts it into the directory, as the officers' own tool does. */
export async function publishRegistry(network: Network, code: Code, content: RegistryContent): Promise<void> {
  const officers = openOfficers(network.at.officers)
  const signer = officers.ops[code]
  if (signer === undefined) throw new Error(`no officer of ${code}`)
  const repository = directoryRepository(network.at.repository)
  const onlineKeys = officers.online
  await updateDocument({ repository, onlineKeys, now: Date.now(), state: code, kind: 'registry', content, signer })
}

/** What a state's registry document says now. */
export async function readRegistry(network: Network, code: Code): Promise<RegistryContent> {
  const repository = directoryRepository(network.at.repository)
  const read = async <T>(name: string): Promise<T> => {
    const bytes = await repository.read(name)
    if (bytes === null) throw new Error(`the repository lacks ${name}`)
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as T
  }
  const area = code.toLowerCase()
  const role = `state-${area}-ops`
  const timestamp = await read<Targets>('metadata/timestamp.json')
  const snapshot = await read<Targets>(`metadata/${timestamp.signed.meta?.['snapshot.json']?.version}.snapshot.json`)
  const ops = await read<Targets>(`metadata/${snapshot.signed.meta?.[`${role}.json`]?.version}.${role}.json`)
  const digest = ops.signed.targets?.[`${area}/registry.json`]?.hashes.sha256
  const { members, subsystems, services, revoked } = await read<RegistryContent>(
    `targets/${area}/${digest}.registry.json`,
  )
  return { members, subsystems, services, revoked }
}
