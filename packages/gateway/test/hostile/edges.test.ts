import { fuzz } from './fuzz.ts'
import { EDGES } from './parsers/edge.ts'
import { ocspParsers } from './parsers/ocsp.ts'
import { STORE } from './parsers/store.ts'

const parsers = [...EDGES, ...(await ocspParsers()), ...STORE]
parsers.forEach(fuzz)
