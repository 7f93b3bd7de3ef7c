export { Bdi } from './text/bdi.tsx'
