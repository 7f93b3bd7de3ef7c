export type { Context } from './context.ts'
export { EXIT } from './error.ts'
export { runCli } from './run-cli.ts'
