import { callAdmin, nodePorts, type RunningFederation, SERVICES, serviceId, subsystemId } from '@rabt/testbed'
import { CONSUMER, PROVIDER } from '../calls/calls.ts'

/**
 * Registers the bench's service behind the five sample services of Qatar, and a right for each of the five members of Kuwait, as
 * an operator would: by the admin API.
 */
export async function registerServices(
  federation: RunningFederation,
  portBase: number,
  serviceUrl: string,
): Promise<void> {
  const node = federation.nodes[PROVIDER.toLowerCase()]
  if (node === undefined) throw new Error('the provider does not run')
  const { admin } = nodePorts(portBase, PROVIDER)
  const put = async (path: string, body: object): Promise<void> => {
    const answer = await callAdmin(node.dir, admin, 'PUT', `/admin/v1/${path}`, body)
    if (answer.status >= 300)
      throw new Error(`the node of ${PROVIDER} refused PUT ${path}: ${answer.status} ${answer.body.slice(0, 300)}`)
  }
  for (const service of SERVICES) {
    const id = serviceId(PROVIDER, service)
    const endpoints = [{ method: '*', path: '**' }]
    await put(`services/${encodeURIComponent(id)}`, { type: 'REST', url: serviceUrl, timeoutMs: 30_000, endpoints })
    await put(`rights/${encodeURIComponent(`bench-${service.subsystem}`)}`, {
      subject: subsystemId(CONSUMER, service),
      subjectType: 'subsystem',
      service: id,
      method: '*',
      path: '**',
      decision: 'bench',
    })
  }
}
