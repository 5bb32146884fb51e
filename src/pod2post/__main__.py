import sys

from pod2post.cli import main

if __name__ == "__main__":
    sys.exit(main())
