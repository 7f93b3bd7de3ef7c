import { fuzz } from './fuzz.ts'
import { directoryParsers } from './parsers/directory.ts'

const parsers = await directoryParsers()
parsers.forEach(fuzz)
