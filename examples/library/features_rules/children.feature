@members
Feature: Children in the library

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       | membership |
      | Tom Novak | 2014-09-01 | child      |

  Rule: Films have age limits
    Background:
      Given the titles
        | title       | author    | year | kind | age | copies |
        | Night Train | Olaf Berg | 1971 | film | 18  | F-201  |
        | Pond Life   | Jana Malá | 1994 | film | 6   | F-202  |

    Scenario: Too young
      When Tom Novak tries to borrow F-201
      Then it is refused: 'Night Train' is for members of 18 or older

    Scenario: Old enough
      When Tom Novak borrows F-202
      Then F-202 is due on 2024-03-11

  @money
  Rule: Children pay less
    Background:
      Given the titles
        | title | author     | year | copies                  |
        | Rain  | Mia Tanaka | 1999 | B-101 B-102 B-103 B-104 |

    Scenario Outline: Half the price and a quarter of the limit
      Given Tom Novak borrows B-101
      When it is <day>
      And B-101 comes back
      Then a fine of <fine> is charged

      Examples:
        | day        | fine |
        | 2024-04-03 | 0.20 |
        | 2024-09-02 | 2.50 |

    Scenario: But they take fewer books home
      Given Tom Novak borrows B-101 to B-103
      When Tom Novak tries to borrow B-104
      Then it is refused: Tom Novak has 3 loans, which is the limit
