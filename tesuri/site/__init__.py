"""The website: pure functions make pages, mkdocs makes the shell around them, bind gives them their town."""
