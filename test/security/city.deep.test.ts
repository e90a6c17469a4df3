/** Attacks on the demo city; each file of `city/` is a way in. */
import './city/open.ts';
import './city/plain-answers.ts';
import './city/first-lock.ts';
import './city/attacks.ts';
import './city/attacks-beside.ts';
