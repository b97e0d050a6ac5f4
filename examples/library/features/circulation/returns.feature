@circulation
Feature: Returns and losses

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title | author     | year | copies      |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 |
    And Ada Novak borrows B-101

  @smoke
  Scenario: In time
    When it is 2024-04-01
    And B-101 comes back
    Then no fine is charged
    And it goes back to its shelf
    And copy B-101 is available

  Scenario: Late
    When it is 2024-04-03
    And B-101 comes back
    Then a fine of 0.40 is charged
    And Ada Novak owes 0.40

  Scenario: Somebody waits for it
    Given Ben Okoro borrows B-102
    And the members
      | name      | born       |
      | Eva Lund  | 1990-12-24 |
    And Eva Lund reserves "Rain"
    When B-101 comes back
    Then it is set aside for Eva Lund
    And copy B-101 is set aside

  Scenario: A copy that was never lent
    When somebody tries to return B-102
    Then it is refused: copy B-102 is not on loan

  @money
  Scenario: A lost copy is replaced
    When B-101 is reported lost
    Then Ada Novak owes 25.00
    And copy B-101 is lost
    And Ada Novak has 0 loans

  @money
  Scenario: A lost copy turns up at the desk
    Given B-101 is reported lost
    When somebody tries to return B-101
    Then it is refused: copy B-101 was reported lost, its replacement is charged
