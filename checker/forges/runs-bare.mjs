#!/usr/bin/env node
/**
 * A forge that runs the program, and that is all: on the host, as the host. What
 * a lab asks of the *start* of a program is true of it, and it may have the
 * points. It separates nothing, so it passes nothing about a root, a namespace
 * or a mount. `exec` starts one more beside it, in the same "container".
 */
import { pretend } from './bare.mjs'

pretend()
