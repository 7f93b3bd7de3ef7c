import { PEOPLE_ROUTES } from './people-routes.ts'
import type { Route } from './route.ts'

/** Every route of the API. */
export const ROUTES: readonly Route[] = [...PEOPLE_ROUTES]
