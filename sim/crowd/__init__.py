"""What people do: exposure and reaction, person by person or column by column."""
