"""What turns images into the vectors that scores compare."""
