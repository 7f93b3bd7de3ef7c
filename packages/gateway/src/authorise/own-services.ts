/** X-Road PR-MREST: services that every gateway answers itself; no agreement is about them. */
export type OwnService = 'listMethods' | 'allowedMethods' | 'getOpenAPI'

const OWN: ReadonlySet<string> = new Set<OwnService>(['listMethods', 'allowedMethods', 'getOpenAPI'])

/** [C] only GET is treated so; another method is an ordinary call to a service of that name. */
export function isOwnService(method: string, serviceCode: string): serviceCode is OwnService {
  return method === 'GET' && OWN.has(serviceCode)
}
