import { enhanceTabs } from "../islands/tabs";

enhanceTabs();
