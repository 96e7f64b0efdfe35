"""What WordPress exports (WXR 1.0 to 1.2), read twice as a stream: to plan, then to write."""
