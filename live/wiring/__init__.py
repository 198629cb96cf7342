"""What `live` registers and listens to, called once by its `ready`: one module for each subject."""
