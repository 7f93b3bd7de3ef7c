import { AGREEMENT_ROUTES } from './agreement-routes.ts'
import { AUDIT_ROUTES } from './audit-routes.ts'
import { DIRECTORY_ROUTES } from './directory-routes.ts'
import { PEOPLE_ROUTES } from './people-routes.ts'
import { REGISTER_ROUTES } from './register-routes.ts'
import { REQUEST_ROUTES } from './request-routes.ts'
import type { Route } from './route.ts'

/** Every route of the API. */
export const ROUTES: readonly Route[] = [
  ...REQUEST_ROUTES,
  ...REGISTER_ROUTES,
  ...AGREEMENT_ROUTES,
  ...PEOPLE_ROUTES,
  ...AUDIT_ROUTES,
  ...DIRECTORY_ROUTES,
]
