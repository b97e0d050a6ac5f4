@catalogue
Feature: Searching the catalogue

  Background:
    Given today is 2024-03-04
    And the titles
      | title                    | author        | year | kind      | isbn          | copies |
      | War with the Newts       | Karel Čapek   | 1936 | book      | 9780306406157 | B-101  |
      | The Newt Keeper          | Jana Malá     | 1994 | book      |               | B-102  |
      | Gardens of the World     | Karel Hora    | 1999 | film      |               | F-201  |
      | The Gardener's Year      | Karel Čapek   | 1929 | book      |               | B-103  |
      | World Atlas              | Ute Brandt    | 2010 | reference |               | R-301  |
      | Newts                    | Peter Hill    | 1972 | magazine  |               | M-401  |

  @smoke
  Scenario Outline: Words
    When a reader searches for <query>
    Then the answer is <titles>

    Examples: in names and authors
      | query       | titles                                                          |
      | newt        | Newts; The Newt Keeper; War with the Newts                      |
      | capek       | The Gardener's Year; War with the Newts                         |
      | ČAPEK war   | War with the Newts                                              |
      | world       | World Atlas; Gardens of the World                               |

    Examples: phrases and exclusions
      | query             | titles                                    |
      | "the newt"        | The Newt Keeper; War with the Newts       |
      | newt -war         | Newts; The Newt Keeper                    |
      | karel -"the year" | Gardens of the World; The Gardener's Year; War with the Newts |

  Scenario Outline: Fields
    When a reader searches for <query>
    Then the answer is <titles>

    Examples:
      | query                   | titles                                     |
      | author:capek            | The Gardener's Year; War with the Newts    |
      | year:1936               | War with the Newts                         |
      | year:1990-1999          | Gardens of the World; The Newt Keeper      |
      | year:-1930              | The Gardener's Year                        |
      | kind:magazine newts     | Newts                                      |
      | isbn:0-306-40615-2      | War with the Newts                         |

  Scenario Outline: Queries nobody can answer
    When a reader tries to search for <query>
    Then it is refused: <reason>

    Examples:
      | query            | reason                                                                    |
      | "war with        | a quotation mark is not closed                                            |
      | -war             | say what to look for, not only what to leave out                          |
      | -author:capek    | only words can be excluded, not author:                                   |
      | publisher:gamma  | there is no field publisher:                                              |
      | year:1999-1990   | the range of years 1999-1990 is the wrong way round                       |

  Scenario: Only what is on the shelves
    Given the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And Ada Novak borrows B-101
    When a reader looks on the shelves for capek
    Then the answer is The Gardener's Year
