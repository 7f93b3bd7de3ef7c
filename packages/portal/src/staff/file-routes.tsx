import { Hono } from 'hono'
import { addAttachment, listAttachments, openAttachment } from '../content/attachments.ts'
import { inTenant } from '../content/in-tenant.ts'
import { PortalError, statusOf } from '../error/portal-error.ts'
import { FORMATS } from '../taxonomy/library.ts'
import type { StaffDeps } from './deps.ts'
import { languageOf, type StaffContext, type StaffEnv } from './http.ts'
import { MediaPage } from './pages/media.tsx'

/** The tenant's files: in, and back to its own people alone. */
export function fileRoutes({ staff }: StaffDeps): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>()
  const page = async (c: StaffContext, error?: PortalError) => {
    const session = c.get('session')
    const files = await inTenant(staff, session, listAttachments)
    return <MediaPage lang={languageOf(c)} path={c.req.path} session={session} files={files} error={error} />
  }

  app.get('/media', async (c) => c.html(await page(c)))

  app.post('/media', async (c) => {
    const session = c.get('session')
    const file = c.get('form').get('file')
    try {
      if (!(file instanceof File)) throw new PortalError('FILE_EMPTY')
      const content = new Uint8Array(await file.arrayBuffer())
      await inTenant(staff, session, (client) => addAttachment(client, session, { name: file.name, content }))
      return c.redirect(`/${languageOf(c)}/staff/media`, 303)
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      return c.html(await page(c, error), statusOf(error.code))
    }
  })

  app.get('/media/:sha256{[0-9a-f]{64}}', async (c) => {
    const { content, name, format } = await inTenant(staff, c.get('session'), (client) =>
      openAttachment(client, c.req.param('sha256')),
    )
    return c.body(new Uint8Array(content), 200, {
      'content-type': FORMATS[format].mediaType,
      // Never shown within the portal's origin, whatever it is.
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    })
  })
  return app
}
