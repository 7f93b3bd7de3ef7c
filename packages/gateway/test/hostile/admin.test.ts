import { afterAll } from 'vitest'
import { fuzz } from './fuzz.ts'
import { openAdmin } from './parsers/admin.ts'

const admin = await openAdmin()
afterAll(() => admin.close())
admin.parsers.forEach(fuzz)
