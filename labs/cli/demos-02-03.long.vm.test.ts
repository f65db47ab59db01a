/** Demos that are not in demo.vm.test.ts, the first half. */
import { playDemos } from './test/play-demos.ts'

playDemos(['02', '03'])
