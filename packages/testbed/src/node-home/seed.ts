import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CertificateAuthority, makePrivateDir, PROFILES } from '@rabt/authority'
import { derOfPem } from '@rabt/protocol'
import { descriptionPath, servicePath } from '../agencies/systems.ts'
import type { Layout } from '../ceremony/layout.ts'
import { agenciesPort, nodePorts } from '../federation/ports.ts'
import { CONFORMANCE, serviceId, servicesOf, subsystemId, systemsOf } from '../federation/services.ts'
import type { Party } from '../federation/states.ts'
import { TestbedError } from '../files/testbed-error.ts'
import { callAdmin } from './admin-client.ts'
import { ensureCertificate } from './keys.ts'

interface Registration {
  readonly path: string
  readonly body: unknown
}

/** Certificates with which the sample systems can call over HTTPS: `agencies/clients/<encoded subsystem>` (`.pem`, `.crt`). */
export async function prepareClientCertificates(
  at: Layout,
  party: Party,
  authority: CertificateAuthority,
): Promise<void> {
  makePrivateDir(at.agencies)
  makePrivateDir(at.clients)
  for (const system of systemsOf(party.code)) {
    const id = subsystemId(party.code, system)
    await ensureCertificate(join(at.clients, encodeURIComponent(id)), authority, PROFILES.clientSystem, party, id)
  }
}

/**
 * Registers the sample systems of a party at its own gateway, as its operator would by the admin API: the clients and
 * the services. Who may call them, the agreements of the directory say. What is there stays as it is, since an operator may have changed it, unless `anew`.
 */
export async function seedNode(at: Layout, party: Party, portBase: number, anew: boolean): Promise<void> {
  const { admin } = nodePorts(portBase, party.code)
  const call = (method: string, path: string, body?: unknown) =>
    callAdmin(at.node(party.code), admin, method, path, body)
  for (const { path, body } of registrations(at, party, portBase)) {
    if (!anew && (await call('GET', path)).status === 200) continue
    const answer = await call('PUT', path, body)
    if (answer.status < 300) continue
    throw new TestbedError(
      `the node of ${party.code} refused PUT ${path}: ${answer.status} ${answer.body.slice(0, 500)}`,
      `رفضت عقدة ${party.code} الطلب PUT ${path}: ‏${answer.status}`,
    )
  }
}

function registrations(at: Layout, { code }: Party, portBase: number): readonly Registration[] {
  const agencies = `http://127.0.0.1:${agenciesPort(portBase)}`
  const conformance = `http://127.0.0.1:${nodePorts(portBase, code).authority}/conformance/v1`
  const clients = systemsOf(code).map((system) => {
    const subsystem = subsystemId(code, system)
    const certificate = derOfPem(readFileSync(join(at.clients, `${encodeURIComponent(subsystem)}.crt`), 'utf8'))
    return {
      path: `/admin/v1/clients/${encodeURIComponent(subsystem)}`,
      // Plain HTTP is for samples on loopback alone; the start says so.
      body: {
        authentication: 'HTTP',
        certificates: [Buffer.from(certificate).toString('base64')],
        name: system.subsystemName,
      },
    }
  })
  const services = servicesOf(code).map((service) => ({
    path: `/admin/v1/services/${encodeURIComponent(serviceId(code, service))}`,
    body: {
      type: 'OPENAPI',
      ...(service === CONFORMANCE
        ? { url: `${conformance}/echo`, descriptionUrl: `${conformance}/openapi.json` }
        : {
            url: `${agencies}${servicePath(code, service)}`,
            descriptionUrl: `${agencies}${descriptionPath(code, service)}`,
          }),
      timeoutMs: service.timeoutMs,
      disabled: null,
      endpoints: service.endpoints,
    },
  }))
  return [...clients, ...services]
}
