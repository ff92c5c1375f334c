/** The former name of `start.mjs`, kept for scripts outside this repository that run it. */
import './start.mjs'
