import { parseArgs } from 'node:util'
import { identitySecrets } from './prepare.ts'
import { createIdentityServer } from './server.ts'

// The sample identity providers, in one process: node main.ts --port 8060 --portal http://127.0.0.1:8000 --secrets .rabt/identity/secrets.json
const { values } = parseArgs({
  options: { port: { type: 'string' }, portal: { type: 'string' }, secrets: { type: 'string' } },
})
const server = createIdentityServer({
  origin: `http://127.0.0.1:${values.port}`,
  portal: values.portal ?? '',
  secrets: identitySecrets(values.secrets ?? ''),
})
server.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
server.listen(Number(values.port), '127.0.0.1', () => console.log(`sample identity providers on port ${values.port}`))

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  })
}
