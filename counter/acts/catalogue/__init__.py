"""Items, guides, bundles: cloned, standardised, looked up, handed out."""
