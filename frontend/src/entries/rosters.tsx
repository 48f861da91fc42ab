import { enhanceRoster } from "../islands/roster";

enhanceRoster();
