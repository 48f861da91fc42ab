import { start } from "./countdown.js";

start();
