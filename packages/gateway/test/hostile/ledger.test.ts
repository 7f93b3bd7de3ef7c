import { fuzz } from './fuzz.ts'
import { LEDGER } from './parsers/ledger.ts'

LEDGER.forEach(fuzz)
