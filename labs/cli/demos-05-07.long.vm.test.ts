/** Demos that are not in demo.vm.test.ts, the second half. */
import { playDemos } from './test/play-demos.ts'

playDemos(['05', '06', '07'])
