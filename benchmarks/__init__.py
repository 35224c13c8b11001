"""Speed against the peers, each benchmark printing ratios measured side by side in one run. Imports every package."""
