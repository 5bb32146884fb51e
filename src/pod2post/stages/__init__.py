"""The stages: values in, a value out. Nothing here touches the operating system."""
