#!/usr/bin/env node
// The command `rabt`: runs under any Node >= 20 and hands over to Node 24, which reads TypeScript.
import { run } from '../../../scripts/run.mjs'

await run('packages/cli/src/main.ts', process.argv.slice(2))
