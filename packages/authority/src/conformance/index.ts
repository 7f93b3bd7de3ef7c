export { type ConformanceOptions, createConformanceFace } from './face.ts'
export { Reports } from './reports.ts'
