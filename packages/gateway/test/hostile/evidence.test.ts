import { fuzz } from './fuzz.ts'
import { EVIDENCE } from './parsers/evidence.ts'

EVIDENCE.forEach(fuzz)
