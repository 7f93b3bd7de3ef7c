import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/** The peer: a page of so many bytes by Hono on the same server, and nothing else. Arguments: port, bytes. */
const [port, bytes] = process.argv.slice(2).map(Number)
const page = `<!doctype html>${'x'.repeat(Math.max(0, (bytes ?? 0) - '<!doctype html>'.length))}`
const app = new Hono()
app.get('*', (c) => c.html(page))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: port ?? 0 })
