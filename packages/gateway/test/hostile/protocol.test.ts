import { fuzz } from './fuzz.ts'
import { PROTOCOL } from './parsers/protocol.ts'

PROTOCOL.forEach(fuzz)
