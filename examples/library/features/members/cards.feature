@members
Feature: Cards that run, and cards that are suspended

  Background:
    Given today is 2024-03-04
    And the members
      | name        | born       | membership |
      | Ada Novak   | 1980-05-17 | adult      |
      | Tom Novak   | 2008-09-01 | child      |
      | Lena Vogel  | 1994-08-20 | student    |
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |

  Scenario: Early renewal loses nothing
    Given today is 2025-02-20
    When Ada Novak renews the membership
    Then the card of Ada Novak is valid until 2026-03-04

  Scenario: Late renewal counts from today
    Given today is 2025-06-01
    When Ada Novak renews the membership
    Then the card of Ada Novak is valid until 2026-06-01

  Scenario Outline: Members grow older
    Given today is 2025-03-01
    When <name> renews the membership
    Then the membership of <name> is for adults

    Examples:
      | name       |
      | Tom Novak  |
      | Lena Vogel |

  Scenario: A suspended member borrows nothing
    Given Ada Novak is suspended until 2024-03-31
    When Ada Novak tries to borrow B-101
    Then it is refused: Ada Novak is suspended until 2024-03-31

  Scenario: A suspension ends by itself
    Given Ada Novak is suspended until 2024-03-31
    When it is 2024-04-02
    And Ada Novak borrows B-101
    Then copy B-101 is on loan

  Scenario: A shorter suspension changes nothing
    Given Ada Novak is suspended until 2024-03-31
    When Ada Novak is suspended until 2024-03-10
    And Ada Novak tries to borrow B-101
    Then it is refused: Ada Novak is suspended until 2024-03-31
