import {
  callAdmin,
  layout,
  nodePorts,
  openDesk,
  openOfficers,
  publishAgreements,
  type RunningFederation,
  SERVICES,
  serviceId,
  subsystemId,
} from '@rabt/testbed'
import { CONSUMER, PROVIDER } from '../calls/calls.ts'

const endpoints = [{ method: '*', path: '**' }]

/**
 * Registers the bench's service behind the five sample services of Qatar, as an operator would by the admin API, and publishes for each
 * an agreement with the member of Kuwait that calls it. The gateways know of these when they next look at the directory.
 */
export async function registerServices(
  federation: RunningFederation,
  portBase: number,
  serviceUrl: string,
): Promise<void> {
  const node = federation.nodes[PROVIDER.toLowerCase()]
  if (node === undefined) throw new Error('the provider does not run')
  const { admin } = nodePorts(portBase, PROVIDER)
  for (const service of SERVICES) {
    const path = `/admin/v1/services/${encodeURIComponent(serviceId(PROVIDER, service))}`
    const body = { type: 'REST', url: serviceUrl, timeoutMs: 30_000, endpoints }
    const answer = await callAdmin(node.dir, admin, 'PUT', path, body)
    if (answer.status >= 300)
      throw new Error(`the node of ${PROVIDER} refused PUT ${path}: ${answer.status} ${answer.body.slice(0, 300)}`)
  }
  const at = layout(federation.home)
  const wanted = SERVICES.map((service) => {
    return {
      consumer: subsystemId(CONSUMER, service),
      service: serviceId(PROVIDER, service),
      endpoints,
      decision: 'bench',
    }
  })
  await publishAgreements(openDesk(at, openOfficers(at.officers), portBase, Date.now), wanted, Date.now())
}
