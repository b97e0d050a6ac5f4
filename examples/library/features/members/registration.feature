@members
Feature: Registration
  Everybody gets a card that is valid for a year.

  Background:
    Given today is 2024-03-04

  @smoke
  Scenario: Cards are numbered
    When these members register
      | name       | born       | membership | email           |
      | Ada Novak  | 1980-05-17 | adult      | ada@example.org |
      | Tom Novak  | 2014-09-01 | child      |                 |
    Then Ada Novak has the card M0001
    And Tom Novak has the card M0002
    And the card of Tom Novak is valid until 2025-03-04

  Scenario: A card given out on a leap day
    Given today is 2024-02-29
    When these members register
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    Then the card of Ada Novak is valid until 2025-02-28

  Scenario Outline: The membership has to fit the age
    When this person tries to register
      | name      | born   | membership   |
      | Tom Novak | <born> | <membership> |
    Then it is refused: <reason>

    Examples:
      | born       | membership | reason                                   |
      | 2008-03-05 | adult      | members under 16 get a child's card      |
      | 1994-03-04 | student    | a student's card is for members under 30 |

  Scenario Outline: Mistakes on the form
    When this person tries to register
      | name   | born   | email   | language   |
      | <name> | <born> | <email> | <language> |
    Then it is refused: <reason>

    Examples:
      | name      | born       | email      | language | reason                                                         |
      |           | 1980-05-17 |            | en       | a member needs a name                                          |
      | Ada Novak | 2034-05-17 |            | en       | Ada Novak cannot be born on 2034-05-17, which is in the future |
      | Ada Novak | 1980-05-17 | ada at org | en       | 'ada at org' is not an e-mail address                          |
