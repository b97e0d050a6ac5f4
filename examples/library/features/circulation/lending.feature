@circulation
Feature: Lending

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title       | author     | year | kind      | age | copies                              |
      | Rain        | Mia Tanaka | 1999 | book      |     | B-101 B-102 B-103 B-104 B-105 B-106 |
      | Night Train | Olaf Berg  | 1971 | film      | 18  | F-201                               |
      | World Atlas | Ute Brandt | 2010 | reference |     | R-301                               |

  @smoke
  Scenario: A book is lent
    When Ada Novak borrows B-101
    Then copy B-101 is on loan
    And B-101 is due on 2024-04-01
    And Ada Novak has 1 loans

  Scenario: A copy is lent once
    Given Ada Novak borrows B-101
    When Ben Okoro tries to borrow B-101
    Then it is refused: copy B-101 is on loan

  Scenario: Reference works stay in the house
    When Ada Novak tries to borrow R-301
    Then it is refused: reference works are read in the library

  Scenario: There is a limit
    Given Ada Novak borrows B-101 to B-105
    When Ada Novak tries to borrow B-106
    Then it is refused: Ada Novak has 5 loans, which is the limit

  Scenario: Overdue loans come back first
    Given Ada Novak borrows B-101
    When it is 2024-04-03
    And Ada Novak tries to borrow B-102
    Then it is refused: Ada Novak has overdue loans

  Scenario: An expired card
    When it is 2025-03-05
    And Ada Novak tries to borrow B-101
    Then it is refused: the membership of Ada Novak expired on 2025-03-04

  Scenario: An unknown copy
    When Ada Novak tries to borrow B-999
    Then it is refused: there is no copy B-999

  @wip
  Scenario: A film can be kept over the weekend for an evening's price
    The price of an evening loan is not decided yet.

    When Ada Novak borrows F-201
    Then Ada Novak owes 2.50
