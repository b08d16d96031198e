"""The behaviour of people: exposure and reaction, person by person or column by column."""
